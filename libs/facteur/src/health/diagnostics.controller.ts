import { Get, Post } from '@nestjs/common';
import { Answers, ApiController, Needs, Refuses } from '@facteur/platform';
import { Diagnostics } from './diagnostics.js';
import { TestBounce } from './test-bounce.js';
import { DiagnosticsView } from './diagnostics.view.js';

@ApiController('diagnostics', { see: 'figures:see', change: 'settings:see' })
export class DiagnosticsController {
  constructor(
    private readonly diagnostics: Diagnostics,
    private readonly testBounce: TestBounce,
  ) {}

  @Get()
  @Answers(DiagnosticsView, 'Why mail is not going out, by what is known: link by link of the chain')
  get(): Promise<DiagnosticsView> {
    return this.diagnostics.look(false);
  }

  @Post('run')
  @Answers(DiagnosticsView, 'The same, trying out what can be tried: accounts sign in')
  run(): Promise<DiagnosticsView> {
    return this.diagnostics.look(true);
  }

  @Post('test-bounce')
  @Needs('settings:change')
  @Answers(
    DiagnosticsView,
    'Mails an address of our own domain that cannot exist; the check says when its bounce was read',
  )
  @Refuses(409, 'when no account sends or takes it, or no mailbox is read')
  @Refuses(429, 'when too many were sent')
  async bounce(): Promise<DiagnosticsView> {
    await this.testBounce.send();
    return this.diagnostics.look(false);
  }
}
