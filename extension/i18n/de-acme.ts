/** Deutsch: Zertifikate, die sich selbst erneuern. */
export const deAcme = {
  "acme.proves": "Bestätigt ist",
  "acme.proves.organisation": "der Name der Organisation",
  "acme.proves.domain": "nur die Domain, nicht der Name der Organisation",
  "acme.root_domain": "bestätigt nur Domains",
};
