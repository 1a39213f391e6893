/** An answer that is not success, as RFC 9457 problem details. */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {string} title the same for every problem of its kind
   * @param {string} [detail] what is wrong this time and how to mend it
   */
  constructor(status, title, detail) {
    super(title);
    this.status = status;
    this.body = { type: "about:blank", title, status, ...(detail === undefined ? {} : { detail }) };
  }
}
