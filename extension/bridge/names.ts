/** The message by which the isolated half hands the control port to the MAIN half. */
export const lineMessage = "federpost:line";
