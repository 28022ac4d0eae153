/**
 * All that runs in the sandbox's frame: it starts the worker whose text the page sends, and hands it the page's port.
 * The frame's origin is opaque, and its content security policy lets in nothing from outside; the worker inherits both.
 */
addEventListener('message', ({ source, data, ports: [port] }: MessageEvent<{ worker: string }>) => {
  if (source !== parent || !port) return;
  // Of all addresses only `data:` gives a secure context here, and with it WebGPU.
  const worker = new Worker(`data:text/javascript,${encodeURIComponent(data.worker)}`);
  worker.addEventListener('error', (event) => {
    const message =
      event.message || 'The worker of the sandbox did not start; reload the page and try again.';
    parent.postMessage({ type: 'failed', message, line: undefined }, '*');
  });
  worker.postMessage({}, [port]);
});
