import { Get, Options, Param, Post, Req, Res } from '@nestjs/common';
import { type LeadForm, LeadFormService } from '@facteur/campaigns';
import { type Wording, Words } from '@facteur/pages';
import { Body, parseWebAddress, Problem, PublicController } from '@facteur/platform';
import { PageReaders, type Visit } from '../pages/page-readers.js';
import { type PageReader, type PageReply, PublicPages } from '../pages/public-pages.js';
import { faultsInWords, formWords } from './form-words.js';
import { LeadCapture } from './lead-capture.js';

interface FormRequest extends Visit {
  ip?: string;
}

type FormReply = PageReply & { redirect(url: string, code: number): void };

/** Forms on web sites send here; people see pages, scripts get JSON. */
@PublicController('f')
export class LeadCaptureController {
  constructor(
    private readonly forms: LeadFormService,
    private readonly capture: LeadCapture,
    private readonly pages: PublicPages,
    private readonly readers: PageReaders,
    private readonly words: Words,
  ) {}

  /** Looking changes nothing: scanners look at every link. */
  @Get('confirm/:token')
  async confirmation(
    @Param('token') token: string,
    @Req() request: FormRequest,
    @Res() reply: PageReply,
  ): Promise<void> {
    const reader = this.readers.anybody(request);
    const found = await this.capture.pending(token);
    if (!found) return this.pages.notFound(reply, reader);
    await this.pages.confirm(reply, reader, {
      address: found.submission.address,
      done: found.submission.status !== 'Pending',
      successUrl: found.form.successUrl,
    });
  }

  @Post('confirm/:token')
  async confirm(
    @Param('token') token: string,
    @Req() request: FormRequest,
    @Res() reply: FormReply,
  ): Promise<void> {
    const reader = this.readers.anybody(request);
    const form = await this.capture.confirm(token);
    if (!form) return this.pages.notFound(reply, reader);
    const { say } = await this.words.in(reader.languages);
    await this.answer(reply, reader, form, form.successMessage ?? say('form.thanks'));
  }

  @Get(':token')
  async page(
    @Param('token') token: string,
    @Req() request: FormRequest,
    @Res() reply: PageReply,
  ): Promise<void> {
    const reader = this.readers.anybody(request);
    const form = await this.forms.byToken(token);
    if (!form) return this.pages.notFound(reply, reader);
    await this.pages.form(reply, reader, await this.pageOf(form, await this.words.in(reader.languages)));
  }

  @Post(':token')
  async submit(
    @Param('token') token: string,
    @Body() body: Record<string, unknown> | undefined,
    @Req() request: FormRequest,
    @Res() reply: FormReply,
  ): Promise<void> {
    const reader = this.readers.anybody(request);
    const form = await this.forms.byToken(token);
    if (!form) return this.pages.notFound(reply, reader);
    const wording = await this.words.in(reader.languages);
    const script = /\bapplication\/json\b/.test(String(request.headers['accept'] ?? ''));
    this.allow(reply, form, request);
    try {
      const sender = { address: request.ip ?? '', language: wording.language, page: pageOf(request) };
      const outcome = await this.capture.submit(form, body ?? {}, sender);
      const message =
        outcome === 'confirm'
          ? wording.say('form.confirm')
          : (form.successMessage ?? wording.say('form.thanks'));
      if (script) reply.status(200).send({ status: outcome, message });
      else if (outcome === 'confirm') await this.pages.message(reply, reader, message);
      else await this.answer(reply, reader, form, message);
    } catch (error) {
      if (script || !(error instanceof Problem)) throw error;
      const page = { ...(await this.pageOf(form, wording)), faults: faultsInWords(error, wording) };
      await this.pages.form(reply, reader, page, error.getStatus());
    }
  }

  /** Scripts of allowed pages ask first whether they may send JSON (Fetch standard, CORS preflight). */
  @Options(':token')
  async preflight(
    @Param('token') token: string,
    @Req() request: FormRequest,
    @Res() reply: FormReply,
  ): Promise<void> {
    const form = await this.forms.byToken(token);
    if (!form) return this.pages.notFound(reply, this.readers.anybody(request));
    if (this.allow(reply, form, request))
      reply
        .header('access-control-allow-methods', 'POST')
        .header('access-control-allow-headers', 'content-type, accept')
        .header('access-control-max-age', '600');
    reply.status(204).send('');
  }

  private allow(reply: FormReply, form: LeadForm, { headers }: FormRequest): boolean {
    const origin = String(headers['origin'] ?? '');
    const allowed = (JSON.parse(form.allowedOrigins ?? '[]') as string[]).includes(origin);
    reply.header('vary', 'origin');
    if (allowed) reply.header('access-control-allow-origin', origin);
    return allowed;
  }

  private async pageOf(form: LeadForm, wording: Wording) {
    const snippet = await this.forms.snippet(form, formWords(wording));
    return { name: form.name, form: snippet, successUrl: form.successUrl };
  }

  private async answer(reply: FormReply, reader: PageReader, form: LeadForm, message: string): Promise<void> {
    const url = form.successUrl && parseWebAddress(form.successUrl);
    if (url) reply.redirect(url.href, 303);
    else await this.pages.message(reply, reader, message);
  }
}

/** The page that the form was on, without what may name whoever sent it. */
function pageOf({ headers }: Visit): string | null {
  const url = parseWebAddress(String(headers['referer'] ?? headers['origin'] ?? ''));
  return url ? `${url.origin}${url.pathname}`.slice(0, 1000) : null;
}
