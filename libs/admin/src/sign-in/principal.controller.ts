import { Get, Req } from '@nestjs/common';
import { Answers, ApiController, type ApiRequest, SIGNED_IN } from '@facteur/platform';
import { PrincipalView } from './auth.view.js';

/** Whom a host's policy let in; where Facteur signs people in itself, `AuthController` says it. */
@ApiController('auth', { see: SIGNED_IN, change: SIGNED_IN })
export class PrincipalController {
  @Get('me')
  @Answers(PrincipalView, 'Who asks')
  me(@Req() { principal }: ApiRequest): PrincipalView {
    const { name, role, isProgram = false, reach = 'all', teams = [] } = principal!;
    return {
      ...{ name, role, isProgram, permissions: [...(principal!.permissions ?? [])] },
      ...{ reach, teams: teams.map((id) => ({ id, name: id })) },
      ...{ email: null, hasPassword: false, hasSecondFactor: false, secondFactorNeeded: false, whoCan: {} },
    };
  }
}
