/** What the test directory knows beside agencies: some places with regional key (ARS) and postcode, some services by LeiKa key. */

export interface Place {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly ars: string;
  readonly postcodes: readonly string[];
}

/** Invented places under regional keys that no place has. */
export const places: readonly Place[] = [
  { id: "101", name: "Musterlingen", type: "Stadt", ars: "089990001001", postcodes: ["78999"] },
  { id: "102", name: "Musterhausen am See", type: "Gemeinde", ars: "089990001002", postcodes: ["78998", "78997"] },
  { id: "103", name: "Landkreis Musterland", type: "Landkreis", ars: "089990000000", postcodes: [] },
  { id: "104", name: "Beispielstadt", type: "Stadt", ars: "099990002001", postcodes: ["91999"] },
];

export interface Service {
  readonly leikaKey: string;
  readonly name: string;
}

/** Names as the catalogue of services (LeiKa) writes them; keys of its form. */
export const services: readonly Service[] = [
  { leikaKey: "99012001000001", name: "Baugenehmigung Erteilung" },
  { leikaKey: "99012002000001", name: "Bauvoranfrage Bescheid" },
  { leikaKey: "99107005012000", name: "Wohngeld Bewilligung" },
  { leikaKey: "99115005060000", name: "Wohnsitz Anmeldung" },
];
