/** The colours of things, as red, green and blue. */
export const colours = {
  red: [1, 0, 0],
  green: [0, 1, 0],
  blue: [0, 0, 1],
  yellow: [1, 1, 0],
  magenta: [1, 0, 1],
  cyan: [0, 1, 1],
} as const;

/** The shapes of things. */
export const shapes = ['circle', 'square', 'triangle'] as const;

/** One thing of a scene. */
export interface SceneObject {
  /** No two things of a scene have the same. */
  readonly colour: keyof typeof colours;
  readonly shape: (typeof shapes)[number];
  /** The pixel in its middle, from the left. */
  readonly x: number;
  /** The pixel in its middle, from the top. */
  readonly y: number;
}

/** What is asked of a scene, and the one right answer. */
export interface SceneQuestion {
  readonly question: string;
  readonly answer: string;
  /** Whether more than one thing has to be looked at. */
  readonly relational: boolean;
}

/** What is on an image, and what can be said of it. */
export interface Scene {
  readonly objects: readonly SceneObject[];
  /** `a red circle at the top left, a blue square at the bottom right` */
  readonly caption: string;
  readonly questions: readonly SceneQuestion[];
}
