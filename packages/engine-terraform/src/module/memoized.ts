/** A function that is asked once for each of its arguments. */
export function memoized<Arguments extends readonly string[], Answer>(
  read: (...names: Arguments) => Promise<Answer>,
): (...names: Arguments) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  return (...names) => {
    const key = names.join("\0");
    const answer = answers.get(key) ?? read(...names);
    answers.set(key, answer);
    return answer;
  };
}
