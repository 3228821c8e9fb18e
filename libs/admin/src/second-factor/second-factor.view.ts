import { ApiProperty } from '@nestjs/swagger';
import { TextField } from '@facteur/platform';

export class SecondFactorView {
  @ApiProperty({ type: String, description: 'Base32, for apps into which it is typed' })
  secret: string;

  @ApiProperty({
    type: String,
    description: 'For a QR code',
    example: 'otpauth://totp/Facteur:ada%40x.example?…',
  })
  uri: string;
}

export class RecoveryCodesView {
  @ApiProperty({ type: [String], description: 'Good once each; shown in this answer and never again' })
  recoveryCodes: string[];
}

export class CodeDto {
  @TextField({
    required: true,
    max: 40,
    example: '123456',
    description: 'What the app shows, or a code of paper',
  })
  code: string;
}
