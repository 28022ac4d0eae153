import type { Signature, ValueType } from './encode.ts';
import { ModuleReader, sections } from './module-reader.ts';

/** What the functions that a module exports take and return, by name. */
export type Signatures = ReadonlyMap<string, Signature>;

/** Reads the signatures of a module's exports, which no engine tells: whether a number is rounded to float32 or is a place. */
export function signaturesOf(module: Uint8Array): Signatures {
  let types: Signature[] = [];
  const functions: number[] = [];
  const found = new Map<string, Signature>();
  for (const [number, section] of new ModuleReader(module).sections()) {
    if (number === sections.types) types = section.list(() => signatureFrom(section));
    else if (number === sections.imports) functions.push(...section.importedFunctions());
    else if (number === sections.functions) functions.push(...section.list(() => section.unsigned()));
    else if (number === sections.exports) {
      for (const [name, i] of section.exportedFunctions()) found.set(name, types[functions[i]!]!);
    }
  }
  return found;
}

function signatureFrom(reader: ModuleReader): Signature {
  reader.byte(); // says that it is a function's
  const types = (): ValueType[] => reader.list(() => valueTypes[reader.byte()]!);
  return { parameters: types(), results: types() };
}

const valueTypes: Readonly<Record<number, ValueType>> = {
  0x7f: 'i32',
  0x7e: 'i64',
  0x7d: 'f32',
  0x7c: 'f64',
  0x7b: 'v128',
};
