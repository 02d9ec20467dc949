import { describe, expect, it, test } from 'vitest'
import {
  formatAge,
  formatAsOf,
  formatClock,
  formatFull,
  formatLeft,
  formatLimit,
  formatMemory,
  formatSize,
  formatTook,
  speakLeft,
} from './format.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
const noon = Date.UTC(2026, 10, 23, 12, 0, 0)

describe('formatSize', () => {
  it.each([
    [0, '0 B'],
    [612, '612 B'],
    [999, '999 B'],
    [1000, '1.0 KB'],
    [1234, '1.2 KB'],
    [9949, '9.9 KB'],
    [9960, '10 KB'],
    [612_000, '612 KB'],
    [999_600, '1.0 MB'],
    [3_400_000, '3.4 MB'],
    [67_100_000, '67 MB'],
    [1_200_000_000, '1.2 GB'],
  ])('%d is %s', (bytes, words) => expect(formatSize(bytes)).toBe(words))
})

describe('formatMemory', () => {
  it.each([
    [512, '512 MB'],
    [2048, '2 GB'],
    [1536, '1.5 GB'],
  ])('%d is %s', (megabytes, words) => expect(formatMemory(megabytes)).toBe(words))
})

describe('formatTook', () => {
  it.each([
    [0, '0.00 s'],
    [610, '0.61 s'],
    [9_994, '9.99 s'],
    [9_996, '10.0 s'],
    [14_230, '14.2 s'],
    [59_960, '1 m 00 s'],
    [724_000, '12 m 04 s'],
    [3 * hour + 12 * minute, '3 h 12 m'],
  ])('%d ms is %s', (ms, words) => expect(formatTook(ms)).toBe(words))
})

describe('formatLeft', () => {
  it.each([
    [6 * day + 3 * hour + 59 * minute, '6 d 3 h'],
    [3 * hour + 12 * minute, '3 h 12 m'],
    [14 * minute + 59 * second, '14 m'],
    [5 * minute, '5 m'],
    [4 * minute + 9 * second, '4 m 09 s'],
    [-5, '0 m 00 s'],
  ])('%d ms is %s', (ms, words) => expect(formatLeft(ms)).toBe(words))

  it('is spoken in full', () => {
    expect(speakLeft(3 * hour + 12 * minute)).toBe('3 hours 12 minutes')
    expect(speakLeft(day + hour)).toBe('1 day 1 hour')
  })
})

describe('formatAge', () => {
  it.each([
    [0, 'now'],
    [59 * second, 'now'],
    [4 * minute, '4 m ago'],
    [3 * hour, '3 h ago'],
    [2 * day, '2 d ago'],
    [9 * day, '14 Nov'],
  ])('%d ms is %s', (age, words) => expect(formatAge(noon - age, noon, 'UTC')).toBe(words))
})

describe('moments', () => {
  it('are clock times of the given zone', () => {
    expect(formatClock(noon, 'Europe/Berlin')).toBe('13:00:00')
    expect(formatFull(noon, 'Europe/Berlin')).toBe('23 Nov 2026, 13:00:00 (server time, UTC+1)')
    expect(formatFull(noon, 'UTC')).toBe('23 Nov 2026, 12:00:00 (server time, UTC)')
  })

  it('carry their date when they are not of today', () => {
    expect(formatAsOf(noon - minute, noon, 'UTC')).toBe('as of 11:59:00')
    expect(formatAsOf(noon - day, noon, 'UTC')).toBe('as of 22 Nov, 12:00:00')
  })
})

test.each([
  [10, '10 s'],
  [60, '1 m'],
  [290, '4 m 50 s'],
])('a limit of %d s is %s', (seconds, words) => expect(formatLimit(seconds)).toBe(words))
