/** `node in-node.js`: says in one line of JSON what WebGPU in Node gives. */
import { measure } from './measure.ts';

process.stdout.write(`${JSON.stringify(await measure())}\n`);
process.exit(0); // the device would keep it
