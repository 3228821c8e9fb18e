import { Get, Req } from '@nestjs/common';
import { Answers, ApiController, type ApiRequest } from '@facteur/platform';
import { PrincipalView } from './auth.view.js';
import { PERMISSIONS } from './permissions.js';

/** Whom a host's policy let in; where Facteur signs people in itself, `AuthController` says it. */
@ApiController('auth')
export class PrincipalController {
  @Get('me')
  @Answers(PrincipalView, 'Who asks')
  me(@Req() { principal }: ApiRequest): PrincipalView {
    const { name, role, isProgram = false } = principal!;
    return { name, role, isProgram, permissions: [...PERMISSIONS] };
  }
}
