import { type ReactNode, useState } from 'react';

/** A button that puts an address into the address line and the clipboard, and says so. */
export function Share({ permalink }: { permalink(): Promise<string> }): ReactNode {
  const [said, setSaid] = useState('');
  const share = async (): Promise<void> => {
    const address = await permalink();
    history.replaceState(history.state, '', address);
    try {
      await navigator.clipboard.writeText(address);
      setSaid('Copied');
    } catch {
      setSaid('In the address line'); // a page may be kept from the clipboard
    }
    setTimeout(() => setSaid(''), 3000);
  };
  return (
    <>
      <button type="button" onClick={() => void share()}>
        Copy a link
      </button>
      <span role="status">{said}</span>
    </>
  );
}
