import { EmailField, PasswordField } from '@facteur/platform';

export class LoginDto {
  @EmailField({ required: true, example: 'admin@example.com' })
  email: string;

  @PasswordField({ required: true })
  password: string;
}

export class ChangePasswordDto {
  @PasswordField({ required: true })
  currentPassword: string;

  @PasswordField({ required: true, description: 'At least twelve characters, of any kind' })
  newPassword: string;
}
