import { expect, test } from 'vitest';
import { html, jsonForScript, raw } from '../../../src/reports/html.ts';

test('values are escaped, in text and in attributes', () => {
  const name = `<b onclick="x('y')">&`;
  expect(html`<p title="${name}">${name}</p>`.text).toBe(
    '<p title="&lt;b onclick=&quot;x(&#39;y&#39;)&quot;&gt;&amp;">&lt;b onclick=&quot;x(&#39;y&#39;)&quot;&gt;&amp;</p>',
  );
});

test('pieces made by the same tag stay as they are, alone or in lists', () => {
  expect(html`<ul>${[1, 2].map((i) => html`<li>${i}</li>`)}</ul>${raw('<hr>')}`.text).toBe(
    '<ul><li>1</li><li>2</li></ul><hr>',
  );
});

test('data in a script element cannot close it', () => {
  const text = jsonForScript({ name: '</script><!--' }).text;
  expect(text).not.toContain('<');
  expect(JSON.parse(text)).toEqual({ name: '</script><!--' });
});
