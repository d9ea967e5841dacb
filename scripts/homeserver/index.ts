/**
 * Real homeservers for demo, tests and benches: an unmodified, pinned Synapse on loopback with SQLite, one or several
 * that federate, and a proxy in front that makes faults. Never a fake: what is tested here is what is deployed.
 */

export type { SsoSettings } from "./config.ts";
export { startFederation } from "./federation.ts";
export { installPostgresDriver, installSynapse, isSynapseInstalled, synapseVersion } from "./install.ts";
export { freePorts, isFree } from "./ports.ts";
export { type PostgresServer, postgresTools, startPostgres } from "./postgres.ts";
export { type Fault, type FaultProxy, type ObservedRequest, startProxy } from "./proxy.ts";
export { type Homeserver, type HomeserverOptions, type Snapshot, startHomeserver } from "./start.ts";
export type { CreatedUser, NewUser } from "./users.ts";
