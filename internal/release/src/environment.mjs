import { delimiter, join } from 'node:path';
import { devNull } from 'node:os';

/** What package managers leave in the environment of the scripts they start: the rehearsal's own must not see it. */
const leftByPackageManagers =
  /^(npm_(package|lifecycle|command|execpath|node_execpath|config_(local_prefix|user_agent|npm_version|verify_deps_before_run))|pnpm_(config_verify|package|script)|INIT_CWD)/i;

/** What would make a rehearsal depend on the terminal it is started from. */
const personal = /^(THAW_|NODE_OPTIONS$|NODE_ENV$|NODE_PATH$|GIT_)/;

/**
 * The environment of every program in a rehearsal: that of this process, without what says where it was started
 * from, and with what keeps programs from asking, reporting home or writing into the user's folders.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {{ temporary: string, programs: string }} folders programs: comes first on PATH
 * @returns {NodeJS.ProcessEnv}
 */
export function cleanEnvironment(env, { temporary, programs }) {
  /** @type {NodeJS.ProcessEnv} */
  const clean = {};
  for (const [name, value] of Object.entries(env)) {
    const emptyConfig = value === '' && /^npm_config_/i.test(name);
    if (!leftByPackageManagers.test(name) && !personal.test(name) && !emptyConfig) clean[name] = value;
  }
  const local = '127.0.0.1,localhost';
  const direct = [env.no_proxy ?? env.NO_PROXY, local].filter(Boolean).join(',');
  return {
    ...clean,
    PATH: [programs, env.PATH].filter(Boolean).join(delimiter),
    CI: 'true',
    NO_COLOR: '1',
    NO_UPDATE_NOTIFIER: '1',
    DO_NOT_TRACK: '1',
    DENO_NO_UPDATE_CHECK: '1',
    DENO_DIR: join(temporary, 'deno'),
    no_proxy: direct,
    NO_PROXY: direct,
    npm_config_noproxy: direct,
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    // The copy's commits and tags are made by nobody in particular, and signed by no key of the user.
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'rehearsal',
    GIT_AUTHOR_EMAIL: 'rehearsal@localhost',
    GIT_COMMITTER_NAME: 'rehearsal',
    GIT_COMMITTER_EMAIL: 'rehearsal@localhost',
  };
}
