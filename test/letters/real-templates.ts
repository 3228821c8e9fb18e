/** Letters as people paste them: the constructs of real newsletters, in words of our own. Links lead to `shop.example`. */
export const LETTERS: Record<string, string> = {
  'conditional columns for Outlook': `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<head><!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml><![endif]--></head>
<body style="margin:0;padding:0">
<!--[if mso | IE]><table role="presentation" width="600" align="center"><tr><td width="300" valign="top"><![endif]-->
<div style="display:inline-block;max-width:300px"><a href="https://shop.example/left">Seeds</a></div>
<!--[if mso | IE]></td><td width="300" valign="top"><a href="https://shop.example/mso">Only in Outlook</a><![endif]-->
<div style="display:inline-block;max-width:300px"><a href='https://shop.example/right?a=1&amp;b=2'>Bulbs</a></div>
<!--[if mso | IE]></td></tr></table><![endif]-->
</body></html>
`,
  'bulletproof button in VML': `<table cellspacing="0"><tr><td align="center"><div>
<!--[if mso]>
  <v:roundrect xmlns:v="urn:schemas-microsoft-com:vml" href="https://shop.example/order" style="height:40px;v-text-anchor:middle;width:200px;" arcsize="10%" fillcolor="#b8412f">
    <w:anchorlock/><center style="color:#fff">Order now</center>
  </v:roundrect>
<![endif]-->
<!--[if !mso]><!--><a href="https://shop.example/order" style="background:#b8412f;border-radius:4px">Order now</a><!--<![endif]-->
</div></td></tr></table>
`,
  'image map': `<p><img src="https://img.shop.example/map.png" usemap="#beds" alt="The garden > in beds" width="600">
<map name="beds"><area shape="rect" coords="0,0,300,200" href="https://shop.example/roses" alt="Roses"><AREA SHAPE=rect COORDS="300,0,600,200" HREF=https://shop.example/herbs ALT=Herbs></map></p>
`,
  'nested tables with a fragment of style': `<style type="text/css">
  @media only screen and (max-width:480px) { .col { width:100% !important } a[href^="https://x.example"] { color:red } }
  .sign::before { content: "{ not a placeholder }" }
</style>
<table border=0 cellpadding=0><tr><td><table width="100%"><tr><td class="col"><table><tr><td>
<a class=plain title="5 > 3" href=" https://shop.example/deep ">Deep</a>
</td></tr></table></td></tr></table></td></tr></table>
`,
  'a preheader and a web font': `<link href="https://fonts.shop.example/css?family=Lora:400,700" rel="stylesheet">
<div style="display:none;max-height:0">What grows in May &#847;&zwnj;&nbsp;&#847;</div>
<p style='font-family:"Lora",serif'>Good day — <a href="https://shop.example/m%C3%A4rz?x=%2F#teil">März</a></p>
`,
  'links that are none of the web': `<p><a href="mailto:info@shop.example?subject=Hello%20you">Write</a> <a href="tel:+4930123456">Call</a>
<a href="#top">Up</a> <a name="top"></a><a href="sms:+49123?body=x">Text</a></p>
`,
  'single quotes, capitals and line breaks': `<P ALIGN=CENTER><A
   HREF='https://shop.example/one'
   TARGET=_blank>One</A> &bull;
<a target="_blank" data-x='{"a": "b>c"}' href="https://shop.example/two">Two</a></P>
`,
  'dark mode and hidden Outlook text': `<meta name="color-scheme" content="light dark"><style>:root{color-scheme:light dark}@media (prefers-color-scheme:dark){.d{background:#111!important}}</style>
<!--[if !mso]> --><div class="d"><a href="https://shop.example/dark">Night mode</a></div><!-- <![endif]-->
<!-- A comment with a link that nobody sees: <a href="https://shop.example/hidden">x</a> -->
`,
  'a script that mail programs drop': `<script type="application/ld+json">{"@context":"http://schema.org","@type":"EmailMessage","potentialAction":{"@type":"ViewAction","url":"https://shop.example/view"}}</script>
<p>Order <a href="https://shop.example/view">no. 7</a></p>
`,
  'letters of many alphabets': `<p dir="rtl">שלום</p><p>Привет, 漢字, ñandú, 🙂</p><p><a href="https://shop.example/漢字?q=→">漢字</a></p>
`,
  'long lines': `<p>${'word '.repeat(600)}<a href="https://shop.example/end?${'k=v&amp;'.repeat(60)}z=1">End</a></p>
`,
  'entities and odd spaces': `<p>A&nbsp;&lt;b&gt;&amp;amp; "quotes" 'and' \u00a0 tabs\t. <a href="https://shop.example/a&#x2F;b?x=1&#38;y=2">Ref</a>\r\nnext line</p>
`,
};

/** Links of each that people can click, in Outlook or elsewhere. */
export const TRACKED_IN: Record<string, number> = {
  'conditional columns for Outlook': 3,
  'bulletproof button in VML': 2,
  'image map': 2,
  'nested tables with a fragment of style': 1,
  'a preheader and a web font': 1,
  'links that are none of the web': 0,
  'single quotes, capitals and line breaks': 2,
  'dark mode and hidden Outlook text': 1,
  'a script that mail programs drop': 1,
  'letters of many alphabets': 1,
  'long lines': 1,
  'entities and odd spaces': 1,
};
