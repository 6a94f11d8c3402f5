export function install(): void;
export function uninstall(): void;
/** How many callbacks the page holds. */
export function callbacks(): number;
/** How often a command was called. */
export function called(command: string): number;
/** How many calls found no callback. */
export function unheard(): number;
/** How many answers were buffers. */
export function buffersAnswered(): number;
/** How many bytes the page still holds of them. */
export function bytesLeft(): number;
export function run(id: number, data: unknown): void;
export function withoutAnimationFrames(): () => void;
