import { expect, test } from 'vitest';

import { after, type LabEvent, type LabState, lossCurves } from './lab-state.ts';

const device = { name: 'wasm', reason: 'it was asked for' } as const;
const started: LabEvent = { type: 'started', title: 'XOR', device, settings: [] };
const through = (...events: LabEvent[]): LabState =>
  events.reduce(after, { status: 'recorded', arrived: 0, held: false, points: [], steps: 0, figures: {} });

test('a run stands still once the step under way is told, not before', () => {
  const pausing = through({ type: 'run', paused: false }, started, { type: 'pause' });
  expect([pausing.status, pausing.held]).toEqual(['running', true]);
  expect(after(pausing, { type: 'standing' }).status).toBe('paused');
  expect(after(after(pausing, { type: 'resume' }), { type: 'standing' }).status).toBe('running');
});

test('a run that is solved stands still there, and goes on as one that is not', () => {
  const solved = through(
    { type: 'run', paused: false },
    started,
    { type: 'solved', step: 9 },
    { type: 'standing' },
  );
  expect([solved.status, solved.solvedAt]).toEqual(['paused', 9]);
  expect(after(solved, { type: 'resume' })).toMatchObject({
    status: 'running',
    held: false,
    solvedAt: undefined,
  });
});

test('Step from nothing starts a run that is held', () => {
  expect(through({ type: 'run', paused: true }, started, { type: 'standing' }).status).toBe('paused');
});

test('a run that diverged says where, and what to do', () => {
  const { status, failure } = through({ type: 'run', paused: false }, started, {
    type: 'diverged',
    part: 'XOR',
    step: 7,
  });
  expect([status, failure?.message]).toEqual([
    'diverged',
    'Diverged at step 7: the loss is no number any more. Lower the learning rate and run again.',
  ]);
});

test('the losses of each part are a curve', () => {
  const points = [
    { part: 'OR', step: 1, loss: 2 },
    { part: 'XOR', step: 1, loss: 3 },
    { part: 'OR', step: 2, loss: 1 },
  ];
  expect(lossCurves(points).series).toEqual([
    {
      name: 'OR',
      points: [
        [1, 2],
        [2, 1],
      ],
    },
    { name: 'XOR', points: [[1, 3]] },
  ]);
});
