import type { ChoiceSetting, NumberSetting, Setting } from '@thaw/experiments/experiment';
import { type ReactNode, useId } from 'react';

import type { SettingValues } from '../sandbox/messages.ts';
import styles from './lab.module.css';

/** Places of a logarithmic slider. */
const PLACES = 300;

interface SettingsProps {
  readonly settings: readonly Setting[];
  readonly values: SettingValues;
  onChange(name: string, value: number | string): void;
}

/** The experiment's own settings: a slider for a number, buttons for a choice. */
export function Settings({ settings, values, onChange }: SettingsProps): ReactNode {
  if (settings.length === 0) return null;
  return (
    <div className={styles.settings}>
      {settings.map((setting) =>
        setting.kind === 'number' ? (
          <Slider
            key={setting.name}
            setting={setting}
            value={Number(values[setting.name])}
            onChange={(value) => onChange(setting.name, value)}
          />
        ) : (
          <Choice
            key={setting.name}
            setting={setting}
            value={String(values[setting.name])}
            onChange={(value) => onChange(setting.name, value)}
          />
        ),
      )}
    </div>
  );
}

function Slider({
  setting,
  value,
  onChange,
}: {
  readonly setting: NumberSetting;
  readonly value: number;
  onChange(value: number): void;
}): ReactNode {
  const id = useId();
  const { label, low, high, step, logarithmic = false } = setting;
  const range = logarithmic ? { min: 0, max: PLACES, step: 1 } : { min: low, max: high, step };
  return (
    <div className={styles.slider} data-setting={setting.name}>
      <label htmlFor={id}>{label}</label>
      <span aria-hidden="true">{shortNumber(value)}</span>
      <input
        id={id}
        type="range"
        {...range}
        value={logarithmic ? placeOf(setting, value) : value}
        aria-valuetext={shortNumber(value)}
        onChange={({ target }) =>
          onChange(logarithmic ? valueAt(setting, target.valueAsNumber) : target.valueAsNumber)
        }
      />
    </div>
  );
}

function Choice({
  setting,
  value,
  onChange,
}: {
  readonly setting: ChoiceSetting;
  readonly value: string;
  onChange(value: string): void;
}): ReactNode {
  const name = useId();
  return (
    <fieldset className={styles.choice} data-setting={setting.name}>
      <legend>{setting.label}</legend>
      <div>
        {setting.choices.map((choice) => (
          <label key={choice}>
            <input type="radio" name={name} checked={choice === value} onChange={() => onChange(choice)} />
            <span>{choice}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function placeOf({ low, high }: NumberSetting, value: number): number {
  return Math.round((PLACES * Math.log(value / low)) / Math.log(high / low));
}

/** Two digits, and the ends as they were declared. */
function valueAt({ low, high }: NumberSetting, place: number): number {
  if (place <= 0) return low;
  if (place >= PLACES) return high;
  return Number((low * (high / low) ** (place / PLACES)).toPrecision(2));
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}
