import { expect, test } from '../fixtures/browser-test.ts'
import { expectAccessible, takePictures, themes } from '../fixtures/look.ts'
import { Workbench } from '../fixtures/workbench.ts'

const analysis = `# %% Load
import statistics

readings = {"Ring Road": 22.9, "Harbour": 16.4, "Old Town": 11.8, "Hillside": 7.3}


def above_limit(values: dict[str, float], limit: float = 15.0) -> int:
    """Stations whose mean is above the limit."""
    return sum(value > limit for value in values.values())


for station, mean in readings.items():
    print(f"{station:<12} {mean:>6.1f}")
print(f"{len(readings)} stations, {above_limit(readings)} above the limit, mean {statistics.mean(readings.values()):.2f}")
`

for (const theme of themes) {
  test(`every view in the ${theme.name} theme: axe finds nothing, nothing is cut off`, async ({
    page,
    host,
    watch,
  }) => {
    test.setTimeout(240_000)
    await page.emulateMedia({ ...theme.media, reducedMotion: 'reduce' })
    await page.goto(host.address)
    const workbench = new Workbench(page, watch)
    await workbench.ready()
    const look = async (view: string) => {
      await expectAccessible(page, `${view}, ${theme.name}`)
      await takePictures(page, view, theme)
    }

    await expect(page.getByRole('main')).toContainText('This computer is ready')
    await look('welcome')

    await page
      .getByRole('button', { name: /^New session/ })
      .first()
      .click()
    await expect(page.getByRole('dialog', { name: 'New session' })).toBeVisible()
    await look('new-session')
    await page.keyboard.press('Escape')

    const connect = await workbench.openConnectDialog()
    await expect(connect).toBeVisible()
    await look('connect')
    await page.keyboard.press('Escape')

    await workbench.createSession('air-quality')
    await expect(page.getByText(/This folder is empty/)).toBeVisible()
    await look('empty-folder')

    await workbench.command(
      "mkdir data models; printf 'station,mean\\n' > data/stations.csv; touch 'limits übersicht.md' README.md analysis.py",
    )
    await workbench.command(
      "printf '\\033[1;31mFAILED\\033[0m tests/test_daily.py - assert 3 == 4\\n'; ls --color=always",
    )
    await expect(workbench.screen).toContainText('README.md')
    await workbench.refreshFiles()
    await workbench.file('analysis.py').click()
    await expect(workbench.editor).toBeAttached()
    await workbench.type(analysis)
    await page.keyboard.press('ControlOrMeta+s')
    await expect(workbench.tab('analysis.py')).not.toHaveAccessibleName(/unsaved/)
    await workbench.run()
    await workbench.expectOutcome('ok')
    await workbench.refreshFiles()
    await expect(workbench.file('README.md')).toBeVisible()
    await look('work')

    await workbench.type('import time\nprint("epoch 1 of 20", flush=True)\ntime.sleep(600)\n')
    await workbench.run()
    await expect(workbench.result).toContainText('running')
    await look('running')
    await page.getByRole('button', { name: /^Stop/ }).first().click()
    await workbench.expectOutcome('stopped')

    await workbench.type('def check(value: int) -> None:\n    assert value == 4, value\n\n\ncheck(3)\n')
    await workbench.run()
    await workbench.expectOutcome('failed')
    await look('error')

    await workbench.title.getByRole('button', { name: /^Pause/ }).click()
    const pause = page.getByRole('dialog', { name: /Pause/ })
    await expect(pause).toBeVisible()
    await look('pause')
    await pause.getByRole('button', { name: /^Pause now/ }).click()
    await expect(pause).toBeHidden()
    await expect(workbench.session('air-quality')).toHaveAccessibleName(/paused/)
    await look('paused')

    const remove = await workbench.openDeleteDialog('air-quality')
    await look('delete')
    await remove.getByRole('button', { name: /^Delete session/ }).click()
    await expect(workbench.sessions.getByRole('option')).toHaveCount(0)
  })
}
