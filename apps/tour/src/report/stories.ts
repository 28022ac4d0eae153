/** What each stop is about, by its id: for readers of the report. */
export const stories: Readonly<Record<string, string>> = {
  'threshold-gates':
    'In 1943 McCulloch and Pitts drew the neuron as a unit that fires when its weighted inputs reach a threshold. Nothing ' +
    'learns here: every setting with small weights is tried. One unit answers fourteen of the sixteen questions that can ' +
    'be asked of two bits; for XOR and its contrary there is no setting, and two layers, set by hand, do it.',
  perceptron:
    'A threshold unit adds up its weighted inputs and fires, or does not. Rosenblatt’s rule moves the weights only ' +
    'after a mistake. Where a straight line separates the cases, as for OR, the rule must come to rest; for XOR there is ' +
    'no such line, and it wanders for ever.',
  adaline:
    'Widrow and Hoff moved the weights after every case, by as much as the sum was wrong, and not only after a mistake. So ' +
    'the unit comes to rest on the line of least squares. That is not the line of fewest mistakes: one flower stays on ' +
    'the wrong side, which a perceptron would have brought over.',
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
