import Link from '@docusaurus/Link';
import type { ReactNode } from 'react';

import styles from './course.module.css';

/** The chapters, in the reader's order. */
const chapters = [
  { year: 1943, page: 'threshold-neuron', title: 'The threshold neuron', about: 'fires, or does not' },
  { year: 1958, page: 'perceptron', title: 'The perceptron', about: 'learns OR, never XOR' },
  { year: 1986, page: 'hidden-layer', title: 'The hidden layer', about: 'learns XOR' },
  { year: 1989, page: 'digits', title: 'Reading digits', about: 'reads what you draw' },
  { year: 1997, page: 'memory', title: 'Memory', about: 'keeps what matters' },
  { year: 2017, page: 'attention', title: 'Attention', about: 'looks where it matters' },
  { year: 2019, page: 'gpt', title: 'A GPT that adds', about: 'knows the rule, not the sums' },
  { year: 2014, page: 'vae', title: 'What a VAE dreams', about: 'draws what nobody wrote' },
];

/** The history as a list of chapters. */
export function Course(): ReactNode {
  return (
    <section className={styles.course}>
      <h2>The history, to run</h2>
      <p>
        Each chapter is one published result: its story, its few equations, and the experiment itself, which
        you run, change and run again in the page. Nothing is installed, and nothing leaves your machine.
      </p>
      <ol>
        {chapters.map(({ year, page, title, about }) => (
          <li key={page}>
            <Link to={`/learn/${page}`}>
              <span>{year}</span>
              <b>{title}</b>
              <small>{about}</small>
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
}
