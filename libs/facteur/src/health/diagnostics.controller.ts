import { Get, Post } from '@nestjs/common';
import { Answers, ApiController } from '@facteur/platform';
import { Diagnostics } from './diagnostics.js';
import { DiagnosticsView } from './diagnostics.view.js';

@ApiController('diagnostics', { see: 'figures:see', change: 'settings:see' })
export class DiagnosticsController {
  constructor(private readonly diagnostics: Diagnostics) {}

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
}
