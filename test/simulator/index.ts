export type { FailOptions, RestartOptions, Simulator } from './api';
export type { CallKind, SetValue } from './call';
export { OTHER_NAME } from './certificates';
export type { FaultMatch } from './faultPlan';
export type { AnswerFault, Fault, WireFault } from './faults';
export type { Ticket } from './session';
export type { CertificateKind, SimulatorOptions } from './settings';
export { startSimulator } from './simulator';
export type { SeenRequest } from './traffic';
