import { expect, test } from 'vitest';
import { parseCsv } from '../../../../src/loop/data/csv.ts';

const fieldsOf = (text: string) => parseCsv(text, 'a.csv').map(({ fields }) => fields);

test.each([
  [
    'a,b\n1,2\n',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'a,b\r\n1,2',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  ['"x, y","he said ""no"""', [['x, y', 'he said "no"']]],
  [
    'a,\n,b',
    [
      ['a', ''],
      ['', 'b'],
    ],
  ],
  ['a\n\n\nb', [['a'], ['b']]],
  ['"two\nlines",1', [['two\nlines', '1']]],
  ['\uFEFFa,b', [['a', 'b']]],
  ['', []],
])('%j has the fields %j', (text, fields) => {
  expect(fieldsOf(text)).toEqual(fields);
});

test('a row knows its line, also after fields of several lines', () => {
  expect(parseCsv('"a\nb"\n\nc', 'a.csv').map(({ line }) => line)).toEqual([1, 4]);
});

test.each([
  ['a\n"b', 2],
  ['a"b"', 1],
  ['"a"b', 1],
])('%j is refused in line %i', (text, line) => {
  expect(() => parseCsv(text, 'a.csv')).toThrow(`a.csv: line ${line}: `);
});
