import { ApiExtension, ApiProperty } from '@nestjs/swagger';
import { OPEN_MEMBERS } from './open-members.js';

class FieldFaultDocument {
  @ApiProperty({ example: 'emailAddress', description: 'Path of the field' }) field: string;
  @ApiProperty({ description: 'What is wrong, and the way out' }) reason: string;
  @ApiProperty({ type: String, required: false, description: 'Stays the same, for programs' }) code?: string;
  @ApiProperty({ type: 'integer', required: false, description: 'Of a text: from 1' }) line?: number;
  @ApiProperty({ type: String, required: false, description: 'Of a template' }) placeholder?: string;
}

class UsedByDocument {
  @ApiProperty({ example: 'Mass Email' }) type: string;
  @ApiProperty() id: string;
  @ApiProperty() name: string;
}

/**
 * An error as the API answers it (RFC 9457), with content type application/problem+json. Extension members (section
 * 3.2) belong to each problem's own kind.
 */
@ApiExtension(OPEN_MEMBERS, true)
export class ProblemDocument {
  @ApiProperty({ example: 'about:blank' }) type: string;
  @ApiProperty({ example: 'Invalid input' }) title: string;
  @ApiProperty({ example: 400 }) status: number;
  @ApiProperty({ description: 'In words, for a person' }) detail: string;
  @ApiProperty({ type: String, required: false, description: 'Path of the request, where one could be read' })
  instance?: string;
  @ApiProperty({ type: [FieldFaultDocument], required: false, description: 'Of a request with wrong fields' })
  errors?: FieldFaultDocument[];

  @ApiProperty({ type: [UsedByDocument], required: false, description: 'Of a thing that is in use' })
  usedBy?: UsedByDocument[];

  @ApiProperty({
    type: String,
    required: false,
    description: 'Stays the same, for programs',
    example: 'invalid-input',
  })
  code?: string;

  @ApiProperty({
    type: String,
    required: false,
    description: 'What the log of the server calls this request',
  })
  requestId?: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: {},
    selfRequired: false,
    description: 'Of what was changed meanwhile (412): how it is now',
  })
  current?: object;

  @ApiProperty({ type: String, required: false, description: 'Of what was changed meanwhile: its ETag now' })
  currentTag?: string;
}
