import { spawn } from 'node:child_process';

/** Opens an address in the reader's browser; where there is none, the printed address has to do. @param {string} address */
export function openInBrowser(address) {
  const [command = 'xdg-open', ...args] =
    process.platform === 'win32' ? ['explorer.exe'] : process.platform === 'darwin' ? ['open'] : ['xdg-open'];
  const child = spawn(command, [...args, address], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}
