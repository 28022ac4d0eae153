/**
 * What is read of the report that vitest's JSON reporter writes.
 *
 * @typedef {object} Report
 * @property {number} numPassedTests
 * @property {{ name: string, status: string, message: string, assertionResults: { status: string, fullName: string }[] }[]} testResults
 */

/**
 * Counts a run of vitest. It is held to more than vitest holds it to: a project in which no test ran proves
 * nothing, a skipped test hides a fault, and a run that exited with an error failed whatever its tests say.
 *
 * @param {string} project
 * @param {number} code what vitest exited with
 * @param {Report | undefined} report undefined when it wrote none
 * @returns {import('./stage.mjs').Result}
 */
export function countTests(project, code, report) {
  if (report === undefined) {
    return {
      passed: 0,
      failed: 1,
      faults: [`vitest exited with ${code} and wrote no report: see its output above`],
    };
  }
  const faults = report.testResults.flatMap(faultsOfFile);
  let failed = faults.length;
  if (report.numPassedTests + failed === 0) {
    faults.push(
      `no test ran in the vitest project "${project}": its include patterns match no file, or the files hold no test`,
    );
    failed += 1;
  }
  if (code !== 0 && failed === 0) {
    faults.push(`every test passed, but vitest exited with ${code}: an error outside the tests, shown above`);
    failed += 1;
  }
  return { passed: report.numPassedTests, failed, faults };
}

/**
 * @param {Report['testResults'][number]} file
 * @returns {string[]}
 */
function faultsOfFile({ name, status, message, assertionResults }) {
  const faults = [];
  for (const test of assertionResults) {
    if (test.status === 'failed') faults.push(`${name}: ${test.fullName}`);
    else if (test.status !== 'passed')
      faults.push(`${name}: ${test.fullName}: ${test.status}, but every test must run`);
  }
  if (status === 'failed' && faults.length === 0)
    faults.push(`${name} did not load: ${message.trim().split('\n')[0]}`);
  return faults;
}
