import { createRequire } from 'node:module';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/**
 * What axe finds on a page, each rule with the first place that breaks it; nothing is the empty text.
 *
 * @param {import('playwright').Page} page
 * @returns {Promise<string>}
 */
export async function violationsOf(page) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.addScriptTag({ path: axe });
  const violations = await page.evaluate(async () => {
    const { axe } = /** @type {{ axe: import('axe-core') }} */ (/** @type {unknown} */ (globalThis));
    const options = { iframes: false, resultTypes: /** @type {'violations'[]} */ (['violations']) };
    return (await axe.run(document, options)).violations.map(({ id, help, nodes }) => {
      const { target, failureSummary = '' } = nodes[0] ?? { target: [] };
      return `${id} (${help}) at ${String(target)}: ${failureSummary.replaceAll(/\s+/g, ' ')}`;
    });
  });
  return violations.join('; ');
}
