import Link from '@docusaurus/Link';
import CodeBlock from '@theme/CodeBlock';
import Layout from '@theme/Layout';
import type { ReactNode } from 'react';

import { BoundaryFrames } from '../home/boundary-frames.tsx';
import { Course } from '../home/course.tsx';
import { firstModel } from '../home/first-model.ts';
import styles from '../home/home.module.css';

const install = 'npm install @thaw/core @thaw/layers @thaw/optimizers @thaw/datasets @tensorflow/tfjs@4.22.0';

// oxlint-disable-next-line import/no-default-export -- Docusaurus takes a page from there
export default function Home(): ReactNode {
  return (
    <Layout
      title="Deep learning for the web"
      description="Deep learning for the web, from the 1943 neuron to the transformer: TypeScript packages on TensorFlow.js, and its history to run in the page."
    >
      <header className={styles.hero}>
        <div className="container">
          <div>
            <h1>
              Deep learning for the web, from the <em>1943 neuron</em> to the <em>transformer</em>
            </h1>
            <p className={styles.lead}>
              Thaw is a family of small TypeScript packages on TensorFlow.js: models are classes, training is
              a loop you can watch, and each published result is one file that runs in a terminal and in this
              page.
            </p>
            <p className={styles.links}>
              <Link className="button button--primary button--lg" to="/get-started">
                Get started
              </Link>
              <Link
                className="button button--outline button--primary button--lg"
                to="/learn/threshold-neuron"
              >
                Run the history
              </Link>
            </p>
          </div>
          <BoundaryFrames />
        </div>
      </header>
      <main className="container">
        <Course />
        <section className={`${styles.section} ${styles.columns}`}>
          <div>
            <h2>Take the tour</h2>
            <p>
              In a clone of the repository, one command trains the history in your terminal, from the neuron
              of 1943 to a GPT that learns to add. It needs Node 20.19 or newer and nothing else.
            </p>
            <CodeBlock language="bash">npx -y pnpm@10 tour</CodeBlock>
          </div>
          <div>
            <h2>Use it in your project</h2>
            <p>
              The packages install without a native step, in Node, in browsers and in workers. TensorFlow.js
              is a peer: the copy you install is the copy that runs.
            </p>
            <CodeBlock language="bash">{install}</CodeBlock>
          </div>
        </section>
        <section className={styles.section}>
          <h2>A net that learns XOR</h2>
          <p>
            No single unit can; a hidden layer can. This is the whole program: save it as <code>xor.mjs</code>{' '}
            and run it with Node, or <Link to="/learn/hidden-layer">read how it works and run it here</Link>.
          </p>
          <CodeBlock language="js" title="xor.mjs">
            {firstModel}
          </CodeBlock>
          <p>
            Everything it imports is in the <Link to="/api">API reference</Link>.
          </p>
        </section>
      </main>
    </Layout>
  );
}
