// The same claims in a browser, whose engine may have another Math: made data must not feel it.
import './made.test.ts';
