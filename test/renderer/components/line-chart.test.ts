import { fireEvent, render, screen, within } from '@testing-library/svelte'
import { tick } from 'svelte'
import { afterEach, describe, expect, it, vi } from 'vitest'
import LineChart from '../../../src-renderer/components/LineChart.svelte'

const props = {
  title: 'Velocity',
  explanation: 'along a line',
  series: [
    {
      key: 'u',
      label: 'u',
      values: [1, 2, 4],
      ribbon: { label: 'band', lower: [0, 1, 3], upper: [2, 3, 5] },
    },
  ],
  at: [0, 0.5, 1],
  end: 1,
  scale: 'linear' as const,
  marks: { label: '1 sensor near the line', points: [{ at: 0.5, value: 2.1, sigma: 0.1 }] },
  along: { label: 's', unit: 'm' },
  unit: 'm/s',
  exported: true,
  cursor: 1,
  oncursor: () => {},
}

afterEach(() => vi.unstubAllGlobals())

describe('a line chart', () => {
  it('names its lines with what is read at the cursor, and draws band, line and sensor', () => {
    render(LineChart, props)
    const figure = screen.getByRole('figure', { name: 'Velocity, m/s' })
    expect(figure.textContent).toMatch(/u, band\s*2\.00/)
    expect(figure.textContent).toContain('1 sensor near the line')
    for (const role of ['ribbon', 'line', 'mark', 'bar']) expect(figure.querySelector(`.plot .${role}`)).toBeTruthy()
  })

  it('is a table that closes by Escape, and is copied whole', async () => {
    const writeText = vi.fn((_text: string) => Promise.resolve())
    vi.stubGlobal('navigator', { clipboard: { writeText } })
    render(LineChart, props)
    const details = screen.getByText('Show as table').closest('details')!
    details.open = true
    await fireEvent(details, new Event('toggle'))
    await tick()
    const [lines, sensors] = screen.getAllByRole('table')
    expect(within(lines!).getAllByRole('row')).toHaveLength(4)
    expect(
      within(sensors!)
        .getAllByRole('cell')
        .map(({ textContent }) => textContent),
    ).toEqual(['0.5000', '2.100', '0.1000'])
    await fireEvent.click(screen.getByRole('button', { name: 'Copy as TSV' }))
    expect(writeText.mock.calls[0]![0]).toMatch(/^s, m\tu, m\/s\tband, lower end, m\/s/)
    await fireEvent.keyDown(details, { key: 'Escape' })
    await tick()
    expect(details.open).toBe(false)
  })

  it('offers nothing of the kind where it has no values', () => {
    render(LineChart, { ...props, series: [{ key: 'u', label: 'u', values: [null, null, null] }], marks: undefined })
    expect(screen.queryByText('Show as table')).toBeNull()
    expect(screen.getByText('No figures yet')).toBeTruthy()
  })
})
