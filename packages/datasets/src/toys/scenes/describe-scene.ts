import { type SceneObject, type SceneQuestion, shapes } from './scene.ts';

/** All things from the first, each with its corner. */
export function captionOf(objects: readonly SceneObject[], size: number): string {
  const phrases = objects.map((object) => {
    const place = `${isTop(object, size) ? 'top' : 'bottom'} ${isLeft(object, size) ? 'left' : 'right'}`;
    return `a ${object.colour} ${object.shape} at the ${place}`;
  });
  return phrases.join(', ');
}

/**
 * Every question there is of a scene. A thing is asked for by its colour, which is its own; what is nearest or furthest
 * is asked where one thing is, by the distance of the middles.
 */
export function questionsOf(objects: readonly SceneObject[], size: number): SceneQuestion[] {
  const yesNo = (is: boolean): string => (is ? 'yes' : 'no');
  const questions: SceneQuestion[] = [];
  const ask = (question: string, answer: string | number, relational: boolean): void => {
    questions.push({ question, answer: String(answer), relational });
  };
  for (const object of objects) {
    const thing = `the ${object.colour} thing`;
    const alike = objects.filter(({ shape }) => shape === object.shape);
    ask(`what shape is ${thing}?`, object.shape, false);
    ask(`is ${thing} on the left?`, yesNo(isLeft(object, size)), false);
    ask(`is ${thing} at the top?`, yesNo(isTop(object, size)), false);
    ask(`how many things have the shape of ${thing}?`, alike.length, true);
    const others = objects.filter((other) => other !== object);
    const distances = others.map(({ x, y }) => (x - object.x) ** 2 + (y - object.y) ** 2);
    for (const [word, wanted] of [
      ['nearest to', Math.min(...distances)],
      ['furthest from', Math.max(...distances)],
    ] as const) {
      // prettier-ignore
      const found = others.filter((_, i) => distances[i] === wanted);
      if (found.length === 1) ask(`what shape is the thing ${word} ${thing}?`, found[0]!.shape, true);
    }
    for (const other of others) {
      ask(`is ${thing} left of the ${other.colour} thing?`, yesNo(object.x < other.x), true);
      ask(`is ${thing} above the ${other.colour} thing?`, yesNo(object.y < other.y), true);
    }
  }
  for (const shape of shapes) {
    ask(`how many ${shape}s are there?`, objects.filter((object) => object.shape === shape).length, true);
  }
  return questions;
}

function isLeft({ x }: SceneObject, size: number): boolean {
  return x < size / 2;
}

function isTop({ y }: SceneObject, size: number): boolean {
  return y < size / 2;
}
