import { EmailField, PasswordField, TextField } from '@facteur/platform';

export class LoginDto {
  @EmailField({ required: true, example: 'admin@example.com' })
  email: string;

  @PasswordField({ required: true })
  password: string;

  @TextField({ max: 40, example: '123456', description: 'Of the second factor, where there is one' })
  code?: string;
}

export class ChangePasswordDto {
  @PasswordField({ required: true })
  currentPassword: string;

  @PasswordField({ required: true, description: 'At least twelve characters, of any kind' })
  newPassword: string;
}
