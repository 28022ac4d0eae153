import { hashOf, Lab } from '../lab.mjs';
import { expect } from '../visitor.mjs';

/** @typedef {import('../claim.mjs').Claim} Claim */

/** Ways out of a sandbox, each an expression that must not come to a value. */
const ways = {
  'fetch from elsewhere': "fetch('https://example.com/')",
  'fetch from this site': 'fetch(SITE)',
  XMLHttpRequest:
    "new Promise((yes, no) => { const r = new XMLHttpRequest(); r.onload = yes; r.onerror = no; r.open('GET', SITE); r.send(); })",
  WebSocket:
    "new Promise((yes, no) => { const s = new WebSocket(SITE.replace('http', 'ws')); s.onopen = yes; s.onerror = no; })",
  EventSource:
    'new Promise((yes, no) => { const s = new EventSource(SITE); s.onopen = yes; s.onerror = no; })',
  'a module from elsewhere': "import('https://example.com/a.js')",
  'a module from this site': 'import(SITE)',
  'a script from this site': 'importScripts(SITE)',
  'a worker from this site':
    'new Promise((yes, no) => { const w = new Worker(SITE); w.onmessage = yes; w.onerror = no; })',
  IndexedDB:
    "new Promise((yes, no) => { const r = indexedDB.open('a'); r.onsuccess = yes; r.onerror = no; })",
  'the cache storage': "caches.open('a')",
  'the private file system': 'navigator.storage.getDirectory()',
  'local storage': 'localStorage.length',
  cookies: 'cookieStore.getAll()',
  'the page': 'document.title',
  'the frame': 'parent.document',
  eval: "eval('1')",
  Function: "new Function('return 1')()",
};

/** Code that tries them all, and says which worked. @param {string} site */
function probe(site) {
  const tries = Object.entries(ways).map(([name, way]) => `  [${JSON.stringify(name)}, async () => ${way}],`);
  return `const SITE = ${JSON.stringify(site)};
const ways = [
${tries.join('\n')}
];
export const probe = { title: 'Probe', async *run() {
  const open: string[] = [];
  for (const [name, go] of ways) {
    const late = new Promise((_, no) => setTimeout(no, 1000));
    try { await Promise.race([go(), late]); open.push(name); } catch { /* refused */ }
  }
  new BroadcastChannel('thaw').postMessage('hello');
  const self = [origin, isSecureContext, typeof navigator.gpu].join(' ');
  return { results: {}, summary: \`open: \${open.join(', ') || 'none'}; \${self}\`, steps: ways.length, pictures: [] };
} };`;
}

/** What code in a Lab cannot do, and what the Lab says of code that is wrong. @type {Claim[]} */
export const sandboxClaims = [
  {
    name: 'code in a Lab reaches neither the network, nor storage, nor the page, and has WebGPU all the same',
    async check(visitor) {
      const code = probe(visitor.addressOf('img/logo.svg'));
      const page = await visitor.open(`learn/perceptron${await hashOf({ lab: 'perceptron', code })}`, {
        refusals: true,
      });
      await page.evaluate(() => {
        new BroadcastChannel('thaw').addEventListener('message', () =>
          document.body.append('heard the sandbox'),
        );
      });
      const lab = new Lab(page, 'perceptron');
      await lab.root.getByRole('note').waitFor();
      await lab.press('Run');
      await lab.reaches('finished');
      const said = await lab.said();
      expect(said === 'Done: open: none; null true object.', said);
      expect((await page.getByText('heard the sandbox').count()) === 0, 'a channel leads out of the sandbox');
      const policy = await page.locator('iframe').getAttribute('sandbox');
      expect(policy === 'allow-scripts', `the frame's sandbox is "${policy}"`);
    },
  },
  {
    name: 'code that never ends is stopped by Reset, and the page is alive all the while',
    async check(visitor) {
      const code = `export const endless = { title: 'Endless', async *run() {
  yield { part: 'all', step: 1, steps: 2, loss: 1 };
  for (;;) {}
} };`;
      const page = await visitor.open(`learn/hidden-layer${await hashOf({ lab: 'xor', code })}`);
      const lab = new Lab(page, 'xor');
      await lab.root.getByRole('note').waitFor();
      await lab.press('Run');
      await lab.stepAfter(0);
      await page.waitForTimeout(500);
      await lab.root.getByLabel('Seed').fill('5');
      await lab.press('Reset');
      await lab.reaches('recorded');
      await lab.press('Restore');
      await lab.press('Run');
      await lab.reaches('finished');
    },
  },
  {
    name: 'what is wrong with code is said in words, with its line',
    async check(visitor) {
      const open = "export const a = { title: 'A', async *run() {";
      const faults = /** @type {const} */ ([
        [
          'const a = 1;\nconst b = (2;',
          'The run failed in line 2: This is not TypeScript: unexpected token, expected ",".',
        ],
        [`${open}\n\n  nothing();\n} };`, 'The run failed in line 3: nothing is not defined'],
        ["import { nope } from '@thaw/core';\nnope();", "does not provide an export named 'nope'"],
        [
          "\nimport fs from 'node:fs';\nfs();",
          'The run failed in line 2: There is no module "node:fs" in the Lab; there are @thaw/',
        ],
        ['using a = b;', 'The run failed in line 1: Browsers do not know "using" yet'],
        ['export const a = 1;', 'This file exports a; expected an experiment'],
        [`${open} } };`, 'The run ended without an outcome'],
      ]);
      for (const [code, expected] of faults) {
        const page = await visitor.open(`learn/hidden-layer${await hashOf({ lab: 'xor', code })}`);
        const lab = new Lab(page, 'xor');
        await lab.root.getByRole('note').waitFor();
        await lab.press('Run');
        await lab.reaches('failed');
        const said = await lab.said();
        expect(said.includes(expected), `for ${JSON.stringify(code)} it says: ${said}`);
        if (said.includes(' in line ')) await lab.root.locator('.thaw-faulty-line').waitFor();
        await page.context().close();
      }
    },
  },
];
