/**
 * The form of a contract: a value whose entries name what can be called and what can be streamed, with a parser for
 * what comes in. Both ends of a wire share it; the receiver of a request parses, the sender uses the types alone.
 */

/** Turns unknown input into what a handler takes, or throws. A zod schema is one. */
export interface Parser<Input> {
  parse(value: unknown): Input
}

/** One question, one answer. */
export interface Call<Input, Output> {
  readonly kind: 'call'
  readonly input: Parser<Input>
  /** Never set: carries the type. */
  readonly output?: Output
}

/** One question, any number of items until one side ends it. */
export interface Stream<Input, Item> {
  readonly kind: 'stream'
  readonly input: Parser<Input>
  /** Never set: carries the type. */
  readonly item?: Item
}

export type Contract = Readonly<Record<string, Call<unknown, unknown> | Stream<unknown, unknown>>>

/** `'sessions.pause': call<Session>()(schema)`: what it answers is a type, what it takes is checked. */
export const call =
  <Output>() =>
  <Input>(input: Parser<Input>): Call<Input, Output> => ({ kind: 'call', input })

/** `'sessions.watch': stream<SessionList>()(schema)` */
export const stream =
  <Item>() =>
  <Input>(input: Parser<Input>): Stream<Input, Item> => ({ kind: 'stream', input })

export type CallName<C> = { [N in keyof C]: C[N] extends Call<infer _I, infer _O> ? N : never }[keyof C] & string
export type StreamName<C> = { [N in keyof C]: C[N] extends Stream<infer _I, infer _T> ? N : never }[keyof C] & string
export type InputOf<E> = E extends Call<infer I, unknown> ? I : E extends Stream<infer I, unknown> ? I : never
export type OutputOf<E> = E extends Call<unknown, infer O> ? O : never
export type ItemOf<E> = E extends Stream<unknown, infer T> ? T : never

/** What a handler is told beside its input. */
export interface CallContext {
  /** Aborts with the reason `cancelled` when the caller gave up, and with `offline` when the wire ended. */
  readonly signal: AbortSignal
}

/** One function for each entry: a missing one does not compile. */
export type Handlers<C> = {
  readonly [N in keyof C]: C[N] extends Call<infer I, infer O>
    ? (input: I, context: CallContext) => Promise<O> | O
    : C[N] extends Stream<infer I, infer T>
      ? (input: I, context: CallContext) => AsyncIterable<T>
      : never
}
