/** Name of the setting that holds the user's key within one transaction; row security compares with it. */
export const userSetting = 'ilab_memory.user_key'

/** Name of the setting that holds, within one transaction, the space that listed users may lack vectors of. */
export const embedSetting = 'ilab_memory.embed_space'

/** Name of the setting that holds, within one transaction, the time up to which users to sweep are shown. */
export const sweepSetting = 'ilab_memory.sweep_until'

/** Name of the setting that shows the list of users, within one transaction, to the owner of the tables. */
export const listSetting = 'ilab_memory.list_users'
