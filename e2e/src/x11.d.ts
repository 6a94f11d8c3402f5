// The package brings no types: these are of what is used here.
declare module "x11" {
  export interface Client {
    InternAtom(
      onlyIfExists: boolean,
      name: string,
      answer: (error: Error | null, atom: number) => void,
    ): void;
    SendEvent(window: number, propagate: number, eventMask: number, event: Buffer): void;
    terminate(): void;
  }
  const x11: {
    createClient(ready: (error: Error | null, display: { client: Client }) => void): unknown;
  };
  export default x11;
}
