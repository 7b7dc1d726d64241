// Which of the two test forms comes first: the twin of coin.py.

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const FORMS = ["test-a", "test-b"];
const TURNS = ["first", "second"];

/** The id of the form that this learner meets first or second. */
export function formOf(learner, turn) {
  const heads = CROCKFORD.indexOf(learner.at(-1).toUpperCase()) % 2;
  return FORMS[(heads + TURNS.indexOf(turn)) % 2];
}
