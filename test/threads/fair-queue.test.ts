import { expect, test } from 'vitest'
import { FairQueue } from '../../src/stores/threads/fair-queue.ts'

const limits = { mostPerUser: 100, mostInsidePerUser: 4, mostInside: 6 }

function filled(adds: readonly (readonly [user: string, count: number])[], set = limits): FairQueue<string> {
  const queue = new FairQueue<string>(set)
  for (const [user, count] of adds)
    for (let number = 1; number <= count; number++) queue.add(user, `${user}${number}`)
  return queue
}

function allNext(queue: FairQueue<string>): string[] {
  const admitted: string[] = []
  for (let item = queue.next(); item !== undefined; item = queue.next()) admitted.push(item)
  return admitted
}

test('lets users in by turns, each with its items in order', () => {
  expect(
    allNext(
      filled([
        ['a', 3],
        ['b', 1],
        ['c', 2],
      ]),
    ),
  ).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3'])
})

test('R37 a user who comes during a flood goes in next, behind no more than four of the flood', () => {
  const queue = filled([['flood', 90]])
  expect(allNext(queue)).toEqual(['flood1', 'flood2', 'flood3', 'flood4'])
  queue.add('b', 'b1')
  expect(queue.next()).toBe('b1')
})

test('R37 with every place inside taken, the next free one is of whoever waits, not of the flood', () => {
  const queue = filled(
    [
      ['flood', 50],
      ['other', 50],
    ],
    { ...limits, mostInside: 4 },
  )
  expect(allNext(queue)).toHaveLength(4)
  queue.add('b', 'b1')
  const order: string[] = []
  for (let place = 0; place < 3; place++) {
    queue.done('flood')
    order.push(queue.next()!)
    queue.add('flood', 'more')
  }
  expect(order.indexOf('b1')).toBeLessThan(3)
})

test('is full for one user only', () => {
  const queue = filled([
    ['a', 100],
    ['b', 99],
  ])
  expect([queue.isFull('a'), queue.isFull('b'), queue.isFull('c')]).toEqual([true, false, false])
  expect(queue.next()).toBe('a1')
  expect(queue.isFull('a')).toBe(true)
  queue.done('a')
  expect(queue.isFull('a')).toBe(false)
})

test('is empty once the last item inside is done, and keeps nothing of a user', () => {
  const queue = filled([['a', 1]])
  expect(queue.isEmpty).toBe(false)
  queue.next()
  expect(queue.isEmpty).toBe(false)
  queue.done('a')
  expect(queue.isEmpty).toBe(true)
})

test('R8 takes a user for nothing but itself', () => {
  const users = ['__proto__', 'constructor', 'a', 'A', 'a:b', '1', '01']
  const queue = filled(
    users.map((user) => [user, 1] as const),
    { ...limits, mostInside: 100 },
  )
  expect(allNext(queue)).toEqual(users.map((user) => `${user}1`))
})
