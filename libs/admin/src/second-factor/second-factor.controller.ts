import { Post, Req } from '@nestjs/common';
import {
  Answers,
  AnswersNothing,
  ApiController,
  type ApiRequest,
  Body,
  Refuses,
  SIGNED_IN,
} from '@facteur/platform';
import { SecondFactor } from './second-factor.service.js';
import { CodeDto, RecoveryCodesView, SecondFactorView } from './second-factor.view.js';

/** The own second factor. */
@ApiController('auth/second-factor', { see: SIGNED_IN, change: SIGNED_IN })
export class SecondFactorController {
  constructor(private readonly secondFactor: SecondFactor) {}

  @Post()
  @Answers(SecondFactorView, 'A secret for an authenticator app; counts once a code of it is confirmed')
  @Refuses(403, 'when an API key asks')
  @Refuses(409, 'There is one already')
  begin(@Req() { principal }: ApiRequest): Promise<SecondFactorView> {
    return this.secondFactor.begin(principal!);
  }

  @Post('confirm')
  @Answers(
    RecoveryCodesView,
    'From now on sign-in asks for a code; answers codes for the day that the app is lost',
  )
  @Refuses(403, 'when an API key asks')
  @Refuses(409, 'Nothing waits for a code')
  @Refuses(429, 'after too many codes')
  confirm(@Body() { code }: CodeDto, @Req() { principal }: ApiRequest): Promise<RecoveryCodesView> {
    return this.secondFactor.confirm(principal!, code);
  }

  @Post('take-off')
  @AnswersNothing('Takes it off, with a last code')
  @Refuses(403, 'when an API key asks')
  @Refuses(429, 'after too many codes')
  takeOff(@Body() { code }: CodeDto, @Req() { principal }: ApiRequest): Promise<void> {
    return this.secondFactor.takeOff(principal!, code);
  }
}
