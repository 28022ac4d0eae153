/**
 * Flags under which Chromium gives WebGPU on any machine, on its software adapter, and asks nothing of the network.
 * Its sandbox is off: it cannot start as root or in most containers, and only our own pages are opened.
 */
export const chromiumFlags = [
  '--headless=new',
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
