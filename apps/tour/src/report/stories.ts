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
  oja:
    'Hebb guessed in 1949 that a connection grows where both its ends are active together. Taken at its word the weights ' +
    'grow for ever; Oja let each fade by as much as it speaks, and they settle, with nobody teaching, on the direction in ' +
    'which the data vary most: the first principal component.',
  xor:
    'Minsky and Papert showed in 1969 that no single unit can answer XOR. Put a layer of hidden units before it, carry ' +
    'the error backwards through them, and the border between the answers bends until all four cases are on their side.',
  logistic:
    'Ten weighted sums of the 64 pixels, made into probabilities by a softmax. There is no hidden unit, so the weights ' +
    'can be read: each small image shows which pixels speak for a digit (light) and which against it (dark).',
  mlp:
    'A hidden layer between pixels and answers finds features of its own. Nobody tells its units what to look for; ' +
    'back-propagation shares the error out among them.',
  'linear-autoencoder':
    'A net that must give back its input through a narrow middle has to keep what matters most. With linear units it finds, ' +
    'by gradient descent, the very subspace that principal component analysis computes, though with axes of its own.',
  cnn:
    'Small filters slide over the image, so that what is learned in one place holds everywhere. Far fewer weights look ' +
    'at the pixels than in a dense layer, and they look at neighbours together.',
  'temporal-xor':
    'Elman gave a net its own last state as a further input, and so a memory. In this stream every third bit is the XOR of ' +
    'the two before it, and nobody says where the threes begin: the error falls on every third bit, and only there.',
  'character-model':
    'Show a net a text letter by letter, and let it guess the next one. To guess well it must find words, and which verb ' +
    'goes with which noun, also over a clause between them. Since the text comes from a grammar, it is known how well ' +
    'anything could ever guess.',
  adding:
    'Two numbers of a long sequence are marked; their sum is wanted at the end. The gradient that should tell an Elman net ' +
    'about the first of them fades on its way back through the steps. In an LSTM a cell holds what it was given until a ' +
    'gate opens, and the gradient comes through.',
  'bars-and-stripes':
    'A Boltzmann machine learns what its data look like, and can dream up more. Its exact gradient needs a sum over all it ' +
    'could ever see; Hinton let it dream for only a few steps instead. This one is so small that both can be compared.',
  'deep-belief-net':
    'Deep nets of sigmoid units hardly learnt at all, until each layer was first taught alone, without labels, to dream of ' +
    'what the layer below told it. Here the two ways compete with equal numbers of steps; Adam and good initial weights, ' +
    'which came later, are allowed to both.',
  'skip-gram':
    'Words are known by their company. Each word gets a vector that must tell its neighbours from words drawn at random; ' +
    'words that keep like company end side by side, though nobody ever said what they mean.',
  vae:
    'An autoencoder whose middle is a cloud instead of a point: the decoder must cope with every place in it, and so the ' +
    'places between the digits mean something too. Walk across the plane, and one digit turns into another.',
  dates:
    'The Transformer reads all letters of a date at once and looks back at them for every letter it writes. The picture ' +
    'shows where it looks: day, month and year cross over, although nobody ever told it which letters belong together.',
  addition:
    'A GPT does one thing, it continues a text. If the text is a sum, continuing it means adding, and it has to find out ' +
    'about carries by itself. The sums of one block, both terms from 60 to 79, were kept from it altogether.',
};
