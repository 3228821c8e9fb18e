import { Body, Get, Options, Param, Post, Req, Res } from '@nestjs/common';
import { type LeadForm, LeadFormService } from '@facteur/campaigns';
import { InvalidInput, parseWebAddress, Problem, PublicController } from '@facteur/platform';
import { type PageReply, PublicPages } from '../pages/public-pages.js';
import { LeadCapture } from './lead-capture.js';

interface FormRequest {
  ip?: string;
  headers: Record<string, string | string[] | undefined>;
}

type FormReply = PageReply & { redirect(url: string, code: number): void };

const CONFIRM = 'We have sent you a message. Please follow the link in it to confirm.';
const THANKS = 'Thank you. You are on our list.';

/** Forms on web sites send here; people see pages, scripts get JSON. */
@PublicController('f')
export class LeadCaptureController {
  constructor(
    private readonly forms: LeadFormService,
    private readonly capture: LeadCapture,
    private readonly pages: PublicPages,
  ) {}

  /** Looking changes nothing: scanners look at every link. */
  @Get('confirm/:token')
  async confirmation(@Param('token') token: string, @Res() reply: PageReply): Promise<void> {
    const found = await this.capture.pending(token);
    if (!found) return this.pages.notFound(reply);
    this.pages.confirm(reply, {
      address: found.submission.address,
      done: found.submission.status !== 'Pending',
      successUrl: found.form.successUrl,
    });
  }

  @Post('confirm/:token')
  async confirm(@Param('token') token: string, @Res() reply: FormReply): Promise<void> {
    const form = await this.capture.confirm(token);
    if (!form) return this.pages.notFound(reply);
    this.answer(reply, form, form.successMessage ?? THANKS);
  }

  @Get(':token')
  async page(@Param('token') token: string, @Res() reply: PageReply): Promise<void> {
    const form = await this.forms.byToken(token);
    if (!form) return this.pages.notFound(reply);
    this.pages.form(reply, await this.pageOf(form));
  }

  @Post(':token')
  async submit(
    @Param('token') token: string,
    @Body() body: Record<string, unknown> | undefined,
    @Req() request: FormRequest,
    @Res() reply: FormReply,
  ): Promise<void> {
    const form = await this.forms.byToken(token);
    if (!form) return this.pages.notFound(reply);
    const script = /\bapplication\/json\b/.test(String(request.headers['accept'] ?? ''));
    this.allow(reply, form, request);
    try {
      const outcome = await this.capture.submit(form, body ?? {}, request.ip ?? '');
      const message = outcome === 'confirm' ? CONFIRM : (form.successMessage ?? THANKS);
      if (script) reply.status(200).send({ status: outcome, message });
      else if (outcome === 'confirm') this.pages.message(reply, message);
      else this.answer(reply, form, message);
    } catch (error) {
      if (script || !(error instanceof Problem)) throw error;
      const faults = error instanceof InvalidInput ? error.faults : [{ field: '', reason: error.message }];
      this.pages.form(reply, { ...(await this.pageOf(form)), faults }, error.getStatus());
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
    if (!form) return this.pages.notFound(reply);
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

  private async pageOf(form: LeadForm) {
    return { name: form.name, form: await this.forms.snippet(form), successUrl: form.successUrl };
  }

  private answer(reply: FormReply, form: LeadForm, message: string): void {
    const url = form.successUrl && parseWebAddress(form.successUrl);
    if (url) reply.redirect(url.href, 303);
    else this.pages.message(reply, message);
  }
}
