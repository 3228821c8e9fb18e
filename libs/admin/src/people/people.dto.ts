import { ApiProperty } from '@nestjs/swagger';
import { EmailField, EnumField, IdListField, PasswordField, TextField, viewOf } from '@facteur/platform';
import { SIGN_IN_WAYS, type SignInWay } from '../sign-in/sign-in.entity.js';
import { SIGN_INS } from './sign-in-sql.js';

export class SignInView extends viewOf(SIGN_INS) {}

export class InvitedView extends SignInView {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why the invitation could not be mailed; null when it was',
  })
  invitationError: string | null;
}

export class InviteDto {
  @EmailField({ required: true, example: 'claire@example.com' })
  email: string;

  @TextField({ max: 100, example: 'Claire Martin' })
  name?: string | null;

  @TextField({ required: true, max: 40, example: 'marketer', description: 'The id of a role' })
  role: string;

  @IdListField({ max: 50, description: 'Teams that they are in' })
  teamIds?: string[];

  @TextField({ max: 100, description: 'The user of the CRM that they are' })
  userId?: string | null;
}

export class ChangeSignInDto {
  @TextField({ max: 100 })
  name?: string | null;

  @TextField({ max: 40, description: 'The id of a role; counts at their next request' })
  role?: string;

  @IdListField({ max: 50, description: 'Teams that they are in; counts at their next request' })
  teamIds?: string[];

  @TextField({ max: 100, description: 'The user of the CRM that they are; null: none' })
  userId?: string | null;

  @EnumField(SIGN_IN_WAYS, {
    description:
      'provider: the password and all sessions go, and whoever the provider vouches for by this address comes in; password: they get a link to choose one',
  })
  signsInBy?: SignInWay;

  @EnumField(['Active', 'Disabled'], { description: 'Disabled: cannot sign in, and all sessions end' })
  status?: 'Active' | 'Disabled';
}

export class ForgottenDto {
  @EmailField({ required: true })
  email: string;
}

export class ChoosePasswordDto {
  @TextField({ required: true, max: 100, description: 'Of the link: what stands behind #' })
  token: string;

  @PasswordField({ required: true, description: 'At least twelve characters, of any kind' })
  password: string;
}
