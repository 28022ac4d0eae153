/** What each stop is about, by its id: for readers of the report. */
export const stories: Readonly<Record<string, string>> = {
  perceptron:
    'A threshold unit adds up its weighted inputs and fires, or does not. Rosenblatt’s rule moves the weights only ' +
    'after a mistake. Where a straight line separates the cases, as for OR, the rule must come to rest; for XOR there is ' +
    'no such line, and it wanders for ever.',
  xor:
    'Minsky and Papert showed in 1969 that no single unit can answer XOR. Put a layer of hidden units before it, carry ' +
    'the error backwards through them, and the border between the answers bends until all four cases are on their side.',
  logistic:
    'Ten weighted sums of the 64 pixels, made into probabilities by a softmax. There is no hidden unit, so the weights ' +
    'can be read: each small image shows which pixels speak for a digit (light) and which against it (dark).',
  mlp:
    'A hidden layer between pixels and answers finds features of its own. Nobody tells its units what to look for; ' +
    'back-propagation shares the error out among them.',
  cnn:
    'Small filters slide over the image, so that what is learned in one place holds everywhere. Far fewer weights look ' +
    'at the pixels than in a dense layer, and they look at neighbours together.',
};
