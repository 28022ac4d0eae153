import { useCallback, useEffect, useMemo, useState } from 'react';

import type { SettingValues } from '../sandbox/messages.ts';
import type { Chapter } from './chapter.ts';
import { fromHash, toHash } from './permalink.ts';

/** What the reader may change before a run. */
export interface Controls {
  readonly seed: number;
  readonly settings: SettingValues;
  readonly code: string;
  /** Whether the code came with the address of the page, from whoever made that. */
  readonly linked: boolean;
  readonly edited: boolean;
  /** Whether every setting has its declared value. */
  readonly asDeclared: boolean;
  setSeed(seed: number): void;
  setSetting(name: string, value: number | string): void;
  /** Sets seed and settings; what is not named goes back to its declared value. */
  set(values: { readonly settings?: SettingValues | undefined; readonly seed?: number | undefined }): void;
  setCode(code: string): void;
  restoreCode(): void;
  /** An address that keeps what is set. */
  permalink(): Promise<string>;
}

/** Seed, settings and code of a Lab, taken from the address of the page where that keeps some. */
export function useControls(chapter: Chapter): Controls {
  const declared = useMemo(
    () => Object.fromEntries(chapter.settings.map(({ name, value }) => [name, value])) as SettingValues,
    [chapter],
  );
  const [seed, setSeed] = useState(chapter.seed);
  const [settings, setSettings] = useState(declared);
  const [code, setCode] = useState(chapter.code);
  const [linked, setLinked] = useState(false);

  const set = useCallback<Controls['set']>(
    ({ settings: given = {}, seed: wanted }) => {
      setSettings({ ...declared, ...withinLimits(chapter, given) });
      setSeed(wanted ?? chapter.seed);
    },
    [chapter, declared],
  );
  useEffect(() => {
    let here = true;
    const read = async (): Promise<void> => {
      const kept = await fromHash(location.hash, chapter.id);
      if (!here || !kept) return;
      set(kept);
      if (kept.code !== undefined && kept.code !== chapter.code) {
        setCode(kept.code);
        setLinked(true);
      }
    };
    const listener = (): void => void read();
    listener();
    addEventListener('hashchange', listener);
    return () => {
      here = false;
      removeEventListener('hashchange', listener);
    };
  }, [chapter, set]);

  const edited = code !== chapter.code;
  return {
    seed,
    settings,
    code,
    linked: linked && edited,
    edited,
    asDeclared: Object.entries(settings).every(([name, value]) => declared[name] === value),
    setSeed,
    setSetting: (name, value) => setSettings((all) => ({ ...all, [name]: value })),
    set,
    setCode,
    restoreCode: () => setCode(chapter.code),
    permalink: async () => {
      const kept = { lab: chapter.id, seed, settings, ...(edited ? { code } : {}) };
      return new URL(await toHash(kept), location.href).href;
    },
  };
}

/** Settings that the experiment declares, each within its limits: an address may say anything. */
function withinLimits({ settings }: Chapter, given: SettingValues): SettingValues {
  const kept: Record<string, number | string> = {};
  for (const setting of settings) {
    const value = given[setting.name];
    if (setting.kind === 'number' && typeof value === 'number')
      kept[setting.name] = Math.min(setting.high, Math.max(setting.low, value));
    if (setting.kind === 'choice' && typeof value === 'string' && setting.choices.includes(value))
      kept[setting.name] = value;
  }
  return kept;
}
