/** How many answers are kept of one kind: the same patterns stand in many lists, and several rules ask about each. */
const MOST_KEPT = 5000;

/** Answers about patterns by their text. When there are very many, they are forgotten and begun anew. */
export class KeptAnswers<Answer> {
  readonly #answers = new Map<string, Answer>();

  /** Undefined where none is kept. */
  get(source: string): Answer | undefined {
    return this.#answers.get(source);
  }

  /** Keeps an answer, and gives it back. */
  keep(source: string, answer: Answer): Answer {
    if (this.#answers.size >= MOST_KEPT) this.#answers.clear();
    this.#answers.set(source, answer);
    return answer;
  }
}
