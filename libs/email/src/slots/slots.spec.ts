import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileMjml } from '../html/mjml.js';
import { richText } from './rich-text.js';
import { fillSlots, slotsOf, wordlessPictures } from './slots.js';

const LETTER = `<mjml><mj-body>
  <mj-section><mj-column>
    <mj-image slot="picture" slot-label="Picture" slot-label-fr="Image" slot-optional="" src="https://a.example/a.png" alt="A" width="600px" />
    <mj-text slot="title" slot-kind="line" font-size="24px">Hello {{default person.firstName "friend"}}</mj-text>
    <mj-text slot="lead"><p>First &amp; second</p></mj-text>
    <mj-button slot="go" slot-optional="" href="https://a.example/?a=1&amp;b=2">Go &amp; see</mj-button>
  </mj-column></mj-section>
</mj-body></mjml>`;

describe('places of a letter', () => {
  it('are found with what they are called and what stands there', () => {
    expect(slotsOf(LETTER)).toEqual([
      {
        ...{ id: 'picture', kind: 'image', isOptional: true, labels: { en: 'Picture', fr: 'Image' } },
        value: { src: 'https://a.example/a.png', alt: 'A', href: '' },
      },
      {
        ...{ id: 'title', kind: 'line', isOptional: false, labels: { en: 'title' } },
        value: { text: 'Hello {{default person.firstName "friend"}}' },
      },
      {
        ...{ id: 'lead', kind: 'text', isOptional: false, labels: { en: 'lead' } },
        value: { html: '<p>First &amp; second</p>' },
      },
      {
        ...{ id: 'go', kind: 'button', isOptional: true, labels: { en: 'go' } },
        value: { text: 'Go & see', href: 'https://a.example/?a=1&b=2' },
      },
    ]);
  });

  it('say what they say where nothing is filled in, and lose their marks', async () => {
    const filled = fillSlots(LETTER, {});
    expect(filled).not.toContain('slot');
    expect(await compileMjml(filled)).toContain('Hello {{default person.firstName "friend"}}');
  });

  it('take what is filled in, and nothing breaks out of its place', async () => {
    const filled = fillSlots(LETTER, {
      picture: { isHidden: true },
      title: { text: 'A < B & "C" {{person.firstName}}' },
      lead: { html: '<p onclick="x()">Hi <b>you</b><script>alert(1)</script></p></mj-text><mj-text>' },
      go: { text: '</mj-button>', href: 'https://b.example/?q="><mj-text>' },
    });
    const html = await compileMjml(filled);
    expect(html).not.toMatch(/a\.png|onclick|alert|<mj-/);
    expect(html).toContain('A &lt; B &amp; &quot;C&quot; {{person.firstName}}');
    expect(html).toContain('<p>Hi <b>you</b></p>');
  });

  it('a place that may not be left out stays', () => {
    expect(fillSlots(LETTER, { title: { isHidden: true } })).toContain('Hello');
  });

  it('whatever is typed, the letter stays a letter with as many texts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string(), async (html, text) => {
        const filled = fillSlots(LETTER, { lead: { html }, title: { text }, go: { text, href: text } });
        expect(filled.match(/<mj-text/g)).toHaveLength(2);
        expect(filled.match(/<mj-button/g)).toHaveLength(1);
        await compileMjml(filled);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a text of a form', () => {
  it('keeps paragraphs, lists, links and emphasis, and loses all else', () => {
    expect(
      richText(
        '<h2 class="x">T</h2><p style="text-align: center">a <span style="color:red">b</span><br></p><ul><li>c</ul><img src=x><a href="javascript:alert(1)">d</a> <a href="https://a.example/?x=1&amp;y">e</a>',
      ),
    ).toBe(
      '<h2>T</h2><p style="text-align: center">a b<br></p><ul><li>c</li></ul><a>d</a> <a href="https://a.example/?x=1&amp;y">e</a>',
    );
  });

  it('is the same when it is read again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (html) => {
        const once = richText(html);
        expect(richText(once)).toBe(once);
      }),
    );
  });
});

describe('a picture of which nobody said what it shows', () => {
  const MJML =
    '<mjml><mj-body><mj-image slot="hero" slot-label="Large picture" src="a.png" alt="Hills" /></mj-body></mjml>';

  it.each([
    ['another picture', { src: 'b.png' }, ['Large picture']],
    ['another picture with words', { src: 'b.png', alt: 'Sea' }, []],
    ['another picture that is decoration', { src: 'b.png', alt: '' }, []],
    ['the same picture', { src: 'a.png' }, []],
    ['nothing', {}, []],
  ])('%s', (_, value, found) => expect(wordlessPictures(MJML, { hero: value })).toEqual(found));

  it('does not keep the words of the old one', () => {
    expect(fillSlots(MJML, { hero: { src: 'b.png' } })).toContain('alt=""');
    expect(fillSlots(MJML, { hero: {} })).toContain('alt="Hills"');
  });
});
