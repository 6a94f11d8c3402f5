/** The order of a plain channel's messages. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Order } from "../src/order.ts";

test("puts messages into the order of their numbers", () => {
  const order = new Order<string>();
  order.put(1, "b");
  expect(order.take()).toBeUndefined();
  order.put(0, "a");
  expect([order.take(), order.take(), order.take()]).toEqual([{ message: "a" }, { message: "b" }, undefined]);
});

test("lets go of a number that comes again", () => {
  const order = new Order<string>();
  order.put(0, "first");
  order.put(0, "second");
  expect(order.take()).toEqual({ message: "first" });
  order.put(0, "third");
  expect([order.take(), order.gap()]).toEqual([undefined, undefined]);
});

test("is over when all that was sent has been taken", () => {
  const order = new Order<null>();
  order.end(1);
  expect(order.isOver()).toBe(false);
  order.put(0, null);
  expect(order.isOver()).toBe(false);
  expect(order.take()).toEqual({ message: null });
  expect(order.isOver()).toBe(true);
});

test("knows what is missing and skips it", () => {
  const order = new Order<string>();
  expect(order.gap()).toBeUndefined();
  order.put(3, "d");
  expect(order.gap()).toEqual([0, 3]);
  order.skip();
  expect([order.take(), order.gap()]).toEqual([{ message: "d" }, undefined]);
  order.end(6);
  expect(order.gap()).toEqual([4, 6]);
  order.skip();
  expect(order.isOver()).toBe(true);
});

test("any order of arrival gives the order of sending", async () => {
  const arrivals = fc.nat(49).chain((sent) => {
    const numbers = Array.from({ length: sent }, (_, index) => index);
    return fc.shuffledSubarray(numbers, { minLength: sent });
  });
  await fc.assert(
    fc.property(arrivals, fc.nat(49), (arrivals, endAt) => {
      const order = new Order<number>();
      const taken: number[] = [];
      for (const [n, index] of arrivals.entries()) {
        if (n === endAt) order.end(arrivals.length);
        order.put(index, index);
        for (let next = order.take(); next; next = order.take()) taken.push(next.message);
      }
      order.end(arrivals.length);
      expect(order.isOver()).toBe(true);
      expect(taken).toEqual([...arrivals].sort((one, other) => one - other));
    }),
  );
});
